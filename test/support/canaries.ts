/** The phrase that exists in one mailbox of the estate only. */

/** Display names of everybody whose canary is in this text, each once. */
export function canariesIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/Canary (\S+ \S+): only in/g)].map((match) => match[1] ?? ""))];
}
