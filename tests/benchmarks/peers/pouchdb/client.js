// PouchDB in LevelDB files against express-pouchdb on express, asked in lines of JSON.
// `node client.js FOLDER` where its node_modules are: `stage N`, `push` and `pull` by replication.
"use strict";

const http = require("http");
const path = require("path");
const readline = require("readline");
const { randomUUID } = require("crypto");
const { performance } = require("perf_hooks");
const { fork } = require("child_process");

const WORDS = "it is about twice what we pay for paper now";

function serve(folder) {
  const PouchDB = require("pouchdb");
  const Stored = PouchDB.defaults({ prefix: path.join(folder, "server") + path.sep });
  require("fs").mkdirSync(path.join(folder, "server"), { recursive: true });
  const app = require("express")();
  app.use("/", require("express-pouchdb")(Stored, {
    inMemoryConfig: true,
    logPath: path.join(folder, "server.log"),
  }));
  const server = http.createServer(app).listen(0, "127.0.0.1", () => process.send(server.address().port));
}

async function answer(folder, port, server) {
  const PouchDB = require("pouchdb");
  const there = `http://127.0.0.1:${port}/records`;
  const first = new PouchDB(path.join(folder, "first"));
  const second = new PouchDB(path.join(folder, "second"));
  await new PouchDB(there).info();
  let count = 0;
  const doing = {
    stage: async (asked) => {
      const made = [];
      for (let each = 0; each < asked.count; each += 1) {
        count += 1;
        made.push({ _id: randomUUID(), name: `Marta Oliveira, Logistics ${count}`, words: WORDS });
      }
      await first.bulkDocs(made);
      return 0;
    },
    push: async () => (await first.replicate.to(there, { batch_size: 500 })).docs_written,
    pull: async () => (await second.replicate.from(there, { batch_size: 500 })).docs_written,
  };
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const asked = JSON.parse(line);
    const began = performance.now();
    const done = await doing[asked.do](asked);
    const seconds = (performance.now() - began) / 1000;
    console.log(`answer ${JSON.stringify({ done, seconds })}`);
  }
  server.kill();
  process.exit(0);
}

const folder = process.argv[2];
if (process.send) {
  serve(folder);
} else {
  const server = fork(__filename, [folder]);
  process.on("exit", () => server.kill());
  server.once("message", (port) => answer(folder, port, server));
}
