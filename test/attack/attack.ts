/** `npm run attack`: every attack case against the whole estate, from outside. */
import { ab } from "./cases/ab.ts";
import { aj } from "./cases/aj.ts";
import { eg } from "./cases/eg.ts";
import { mc } from "./cases/mc.ts";
import { oa } from "./cases/oa.ts";
import { sc } from "./cases/sc.ts";
import { sd } from "./cases/sd.ts";
import { se } from "./cases/se.ts";
import { attackCommand } from "./command.ts";

const code = await attackCommand(process.argv.slice(2), [aj, ab, oa, mc, eg, sc, sd, se], {
  out: (text) => void process.stdout.write(text),
  progress: (text) => void process.stderr.write(text),
});
process.exit(code);
