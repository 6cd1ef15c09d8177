/** Lists of names in the suite's YAML files: `section:`, then `  - name`, or `  - name # why`. */

export type Named = { readonly name: string; readonly why: string };

/** What stands under a section of that name; nothing where there is none. */
export function namesUnder(yaml: string, section: string): readonly Named[] {
  const lines = yaml.split("\n");
  const start = lines.indexOf(`${section}:`) + 1;
  if (start === 0) return [];
  const end = lines.findIndex((line, at) => at >= start && /^\S/.test(line));
  return lines.slice(start, end === -1 ? undefined : end).flatMap((line) => {
    const [, name, why = ""] = /^ {2}- (\S+)(?: +# *(.*))?$/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, why }];
  });
}
