import { type Role, ROLES } from '../../access/index.js';

export interface HeldRole {
  readonly personId: string;
  readonly role: Role;
}

/** Whether the organisation still has a lead when the role is gone: one who is the last may neither leave nor step down. */
export function keepsLead(held: readonly HeldRole[], gone: HeldRole): boolean {
  const isGone = ({ personId, role }: HeldRole) => personId === gone.personId && role === gone.role;
  const leads = held.filter(({ role }) => ROLES[role].isLead);
  return leads.length === 0 || leads.some((lead) => !isGone(lead));
}
