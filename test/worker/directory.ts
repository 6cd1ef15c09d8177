/** D1 as a deployment has it after `wrangler d1 migrations apply`. */
import migration from "../../migrations/0001_directory.sql?raw";

export async function migrateDirectory(database: D1Database): Promise<void> {
  for (const statement of migration.replaceAll(/--.*/g, "").split(";")) {
    if (statement.trim() !== "") await database.prepare(statement).run();
  }
}
