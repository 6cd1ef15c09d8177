/** Transcripts as Teams writes them (WebVTT, W3C: a cue's times, then `<v Speaker>words</v>`), as lines a reader wants. */
import { visibleText } from "../visible-text.ts";

const times = /^(?:(\d{2,}):)?(\d{2}:\d{2})\.\d{3} --> [\d:.]+.*$/;

/** The part up to its last whole cue, so that the next part begins with one; all of it where no cue ends in it. */
export function wholeCues(part: string): string {
  const end = /^[\s\S]*\n\r?\n/.exec(part)?.[0];
  return end ?? part;
}

/** `00:12 Amara Okafor: Good morning.`, one line per utterance; what is no WebVTT stays as it is. */
export function spokenText(vtt: string): string {
  const lines: string[] = [];
  let at = "";
  for (const line of visibleText(vtt).split("\n")) {
    const time = times.exec(line);
    if (time) at = `${time[1] === undefined || time[1] === "00" ? "" : `${time[1]}:`}${time[2] ?? ""} `;
    else if (line.trim() !== "" && line !== "WEBVTT") {
      lines.push(at + line.replace(/<v(?:\.[^\s>]*)?\s+([^>]*)>/g, "$1: ").replace(/<\/?[cvibu](?:\.[^>]*)?>/g, ""));
      at = "";
    }
  }
  return lines.join("\n");
}
