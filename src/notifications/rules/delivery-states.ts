/**
 * The life of a mail. `sending`: one process has it. `unconfirmed`: that process ended after the mail was
 * out of its hands and before the server's answer was written down. It is most likely with its reader, so
 * it is never sent again by itself; a person may (ADR 0011).
 */
export const DELIVERY_TRANSITIONS = {
  waiting: ['sending', 'failed'],
  sending: ['sent', 'waiting', 'failed', 'unconfirmed'],
  unconfirmed: ['waiting'],
  sent: [],
  failed: ['waiting'],
} as const satisfies Record<string, readonly string[]>;

export type DeliveryState = keyof typeof DELIVERY_TRANSITIONS;
export const DELIVERY_STATES = Object.keys(DELIVERY_TRANSITIONS) as DeliveryState[];
