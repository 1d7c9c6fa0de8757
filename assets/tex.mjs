// Typesets TeX for the build: one JSON request a line on stdin, one JSON answer a line on stdout.
// Request {tex, display, output}; answer {html} or {error}. Anything that KaTeX would only warn about is an error here.
import { createInterface } from "node:readline";
import katex from "katex";

for await (const line of createInterface({ input: process.stdin })) {
  const { tex, display, output } = JSON.parse(line);
  let answer;
  try {
    answer = { html: katex.renderToString(tex, { displayMode: display, output, throwOnError: true, strict: "error", trust: false }) };
  } catch (error) {
    answer = { error: error.message };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
