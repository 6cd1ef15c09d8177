/** The server an operator's command speaks to, and the service token it speaks with. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

export type Server = { readonly origin: string; readonly headers: Readonly<Record<string, string>> };

/** What every operator's command says of it in its help. */
export const serverHelp = `  --estate FILE      an estate's contract (.local/estate.json, which npm start writes)
  --url ORIGIN       a deployment; the operator's Access service token is read from CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET`;

const estate = z.object({
  origin: z.string(),
  services: z.array(z.object({ name: z.string(), headers: z.record(z.string(), z.string()) })),
});

/** The deployment at `url`, else the estate of that contract, else the one of `npm start`; a sentence where there is none. */
export function serverOf(named: { readonly url?: string | undefined; readonly estate?: string | undefined }): Promise<Server | string> {
  return named.url === undefined ? estateServer(named.estate) : Promise.resolve(deployedServer(named.url));
}

async function estateServer(file = path.resolve(import.meta.dirname, "../../.local/estate.json")): Promise<Server | string> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch {
    return `No estate at ${file}: start one with npm start, or name a deployment with --url.`;
  }
  let contract: z.output<typeof estate>;
  try {
    contract = estate.parse(JSON.parse(text));
  } catch {
    return `${file} is no estate's contract.`;
  }
  const operator = contract.services.find(({ name }) => name === "operator");
  return operator ? { origin: contract.origin, headers: operator.headers } : `${file} names no service token called "operator".`;
}

function deployedServer(text: string): Server | string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return `--url ${text}: must be an origin such as https://m365.example.com`;
  const { CF_ACCESS_CLIENT_ID: id, CF_ACCESS_CLIENT_SECRET: secret } = process.env;
  if (!id || !secret) return "Set CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET to the operator's Access service token.";
  return { origin: url.origin, headers: { "cf-access-client-id": id, "cf-access-client-secret": secret } };
}
