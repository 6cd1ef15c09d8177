import type { Person } from "../../company.ts";
import type { Entity, JsonObject } from "../entity.ts";
import { notebooksOf } from "../seed/notes.ts";
import { uuidOf } from "./ids.ts";

export type Section = { readonly entity: Entity; readonly notebook: Entity };
export type NotePage = { entity: Entity; readonly section: Section; body: string };

const dayMs = 86_400_000;

/** A person's OneNote (learn.microsoft.com/graph/api/resources/onenote-api-overview). */
export class Notes {
  readonly notebooks = new Map<string, Entity>();
  readonly sections = new Map<string, Section>();
  /** Latest change first. */
  readonly pages = new Map<string, NotePage>();
  readonly #owner: Person;
  #serial = 0;

  constructor(owner: Person, startedAt: number) {
    this.#owner = owner;
    const seeded: { section: Section; title: string; html: string; at: number }[] = [];
    for (const { name, sections } of notebooksOf(owner)) {
      const notebook = this.#entity(`notebook:${name}`, { displayName: name, isShared: false, userRole: "Owner" }, startedAt - 300 * dayMs);
      this.notebooks.set(notebook.id, notebook);
      for (const { name: title, pages } of sections) {
        const entity = this.#entity(`section:${name}:${title}`, { displayName: title, isDefault: false }, startedAt - 200 * dayMs);
        const section = { entity, notebook };
        this.sections.set(entity.id, section);
        for (const page of pages) seeded.push({ section, title: page.title, html: page.html, at: startedAt - page.daysAgo * dayMs });
      }
    }
    for (const page of seeded.toSorted((left, right) => left.at - right.at)) this.add(page.section, page.title, page.html, page.at);
  }

  /** `1-{guid}`, as OneNote's ids look in work accounts. */
  #entity(key: string, properties: JsonObject, at: number): Entity {
    const id = `1-${uuidOf(`onenote:${this.#owner.objectId}:${key}`)}`;
    const by = { user: { id: this.#owner.objectId, displayName: this.#owner.displayName } };
    const iso = new Date(at).toISOString();
    return {
      id,
      ...properties,
      createdDateTime: iso,
      lastModifiedDateTime: iso,
      createdBy: by,
      lastModifiedBy: by,
      links: {
        oneNoteClientUrl: { href: `onenote:https://northwind-my.sharepoint.example/notes/${id}` },
        oneNoteWebUrl: { href: `https://northwind-my.sharepoint.example/notes/${id}` },
      },
    };
  }

  add(section: Section, title: string, body: string, at: number): NotePage {
    const {
      createdBy: _by,
      lastModifiedBy: _last,
      ...entity
    } = this.#entity(`page:${(this.#serial += 1)}`, { title, level: 0, order: 0 }, at);
    const page: NotePage = { section, body, entity: { ...entity, id: entity.id } };
    this.pages.set(page.entity.id, page);
    return page;
  }

  append(page: NotePage, html: string, at: number): void {
    page.body += html;
    page.entity = { ...page.entity, lastModifiedDateTime: new Date(at).toISOString() };
  }
}
