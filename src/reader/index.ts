/** The reader Worker: takes documents nobody vouches for, holds no secret, no binding and no route, and has a limit on its CPU time. */
import { WorkerEntrypoint } from "cloudflare:workers";
import type { DocumentReader } from "../core/document.ts";
import { reader } from "./reader.ts";

/** Reached by service binding only (developers.cloudflare.com/workers/runtime-apis/rpc). */
export default class Reader extends WorkerEntrypoint implements DocumentReader {
  read(...asked: Parameters<DocumentReader["read"]>): ReturnType<DocumentReader["read"]> {
    return reader.read(...asked);
  }

  convert(...asked: Parameters<DocumentReader["convert"]>): ReturnType<DocumentReader["convert"]> {
    return reader.convert(...asked);
  }
}
