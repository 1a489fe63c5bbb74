import type { ConversationDetail, ConversationStatus } from "./conversations";
import type { Id } from "./ids";
import type { Role } from "./team";

type Person = { id: Id; role: Role };
type Held = { userId: Id | null; status: ConversationStatus };

/** Partner agents claim and transfer; they do not hand work to named colleagues. */
export const canAssign = ({ role }: Person): boolean => role !== "partner_agent";
export const canBulkAssign = ({ role }: Pick<Person, "role">): boolean => role === "supervisor" || role === "admin";

/** People transfer their own conversations and those in a queue; supervisors transfer anybody's. */
export const canTransfer = (person: Person, { userId, status }: Held): boolean =>
  status !== "resolved" && (userId === null || userId === person.id || canBulkAssign(person));

/**
 * The actions this person may take on a conversation they can read. Screens use it to update at once after a change; every
 * command checks again.
 */
export function abilitiesOf(person: Person, held: Held): ConversationDetail["can"] {
  const isOpen = held.status !== "resolved";
  return {
    reply: true,
    note: true,
    claim: isOpen && held.userId === null,
    assign: isOpen && canAssign(person),
    transfer: canTransfer(person, held),
    resolve: isOpen,
  };
}
