/** Thrown out of long work that its owner asked to stop. Nothing was saved. */
export class Cancelled extends Error {
  constructor() {
    super('Cancelled');
    this.name = 'Cancelled';
  }
}
