/** Whom a message on Graph goes to, as we tell it. */
import { z } from "zod";
import { oneLine } from "../visible-text.ts";

/** Graph's `recipient`; either part may be missing. */
const graphRecipient = z.object({ emailAddress: z.object({ address: z.string().nullish() }).nullish() });
export const graphRecipients = z.array(graphRecipient).nullish();
export const graphAuthor = graphRecipient.nullish();

export function addressesOf(list: z.output<typeof graphRecipients>): readonly string[] {
  return (list ?? []).flatMap((one) => {
    const address = one.emailAddress?.address;
    return address ? [oneLine(address, 254)] : [];
  });
}

/** Without those that stand in `besides` or came before; case aside, as Exchange resolves addresses. */
export function without(addresses: readonly string[], besides: readonly string[]): readonly string[] {
  const known = new Set(besides.map((address) => address.toLowerCase()));
  return addresses.filter((address) => {
    const isNew = !known.has(address.toLowerCase());
    known.add(address.toLowerCase());
    return isNew;
  });
}

/** One line for each kind of recipients there is. */
export function recipientLines({ to, cc, bcc }: Partial<Record<"to" | "cc" | "bcc", readonly string[] | undefined>>): readonly string[] {
  return Object.entries({ to, cc, bcc }).flatMap(([kind, list]) =>
    list === undefined || list.length === 0 ? [] : [`${kind} ${list.join(", ")}`],
  );
}
