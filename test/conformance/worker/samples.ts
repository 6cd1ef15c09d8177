/** What several fixtures of the suite show: an image, a sound, an answer in words. */
import type { CallToolResult } from "@modelcontextprotocol/server";

/** PNG, one red pixel. */
export const pngBase64 = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
/** WAV, no samples. */
export const wavBase64 = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=";

export const says = (text: string): CallToolResult => ({ content: [{ type: "text", text }] });
