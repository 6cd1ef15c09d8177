-- Who has linked which Microsoft account: identifiers only, never a token. Instants are epoch ms.
CREATE TABLE directory (
  principal_id TEXT PRIMARY KEY,
  email        TEXT NOT NULL,
  tenant_id    TEXT NOT NULL,
  object_id    TEXT NOT NULL,
  linked_at    INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL,
  unlinked_at  INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX directory_email ON directory (email, linked_at DESC);
CREATE INDEX directory_object ON directory (object_id);
