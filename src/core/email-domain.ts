/** Which organisation an e-mail address belongs to. */

/** Whether the address is of one of these domains; of none, any is. @param email lower case */
export function isOfDomains(email: string, domains: ReadonlySet<string>): boolean {
  return domains.size === 0 || domains.has(email.slice(email.lastIndexOf("@") + 1));
}
