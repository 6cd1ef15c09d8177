/** HTTP methods Microsoft Graph knows. */
export type GraphMethod = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
