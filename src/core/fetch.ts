/** `fetch` as rooms receive it: handed in by whoever wires them, so that nothing reaches the outside on its own. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;
