/** Recipients as arguments: single bare addresses, so that what policy checks is exactly what is sent. */
import { z } from "zod";

/** Recipients of one message, all kinds together (Exchange Online's limit). */
export const maxRecipients = 500;

/** RFC 5321 local part without quotes, and a domain name; nothing that could name a second recipient. */
const bareAddress =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}$/;

/** One bare e-mail address. The pattern stays out of the listed schema: it is long and tells a model nothing. */
export const address = z
  .string()
  .refine(
    (value) => value.length <= 254 && bareAddress.test(value),
    "must be one bare e-mail address such as ana@example.com, without name, list or separators",
  );

/** A list of addresses; one bare address may stand for a list of one. */
export const addressList = addressListOf(1, maxRecipients);

export function addressListOf(min: number, max: number) {
  const list = z.array(address).max(max);
  return z.preprocess((value) => (typeof value === "string" ? [value] : value), min > 0 ? list.min(min) : list);
}

/** Graph's `recipient`. */
export function recipient(to: string) {
  return { emailAddress: { address: to } };
}
