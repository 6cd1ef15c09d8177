/** An id of Microsoft Graph's, as an argument: one path segment and nothing that could leave it; refused before anything is asked. */
import { z } from "zod";
import { segmentRefusal } from "../graph/path.ts";

export const graphId = z
  .string()
  .min(1)
  .max(1024)
  .refine((id) => segmentRefusal(id, false) === null, "must be an id as Microsoft Graph gives it");
