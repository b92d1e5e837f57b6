import { createHash } from "node:crypto";

const base = process.argv[2];
const hash = (bytes) => createHash("sha256").update(bytes).digest("hex");
// The pieces of fetch are what has arrived when it looks, not the chunks.
const read = async (response) => {
  const all = [];
  for await (const piece of response.body) all.push(piece);
  return Buffer.concat(all);
};
const json = { method: "POST", headers: { "Content-Type": "application/json" }, body: '{"say":"hello"}' };
const form = new FormData();
form.append("file", new Blob(["the file"]), "a.txt");

console.log("json", await (await fetch(base + "/json", json)).json());
console.log("upload", await (await fetch(base + "/upload", { method: "POST", body: form })).text());
console.log("stream", (await read(await fetch(base + "/stream"))).toString());
console.log("frames", hash(await read(await fetch(base + "/frames"))));
console.log("download", hash(Buffer.from(await (await fetch(base + "/download")).arrayBuffer())));
