import { HttpException } from '@nestjs/common';

/** A request that is turned away at the door, before any record is looked at. */
export class TurnedAway extends HttpException {
  constructor(status: 401 | 403, message: string) {
    super(message, status);
  }
}
