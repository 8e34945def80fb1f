/** API servers and a repository: with a good certificate, with one for another address, one that wants a login, and packages. */
import { readFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:https";
import { join } from "node:path";

const [, , certificates] = process.argv;

function apiServer(name, status) {
  const read = suffix => readFileSync(join(certificates, `${name}.${suffix}`));
  return createServer({ key: read("key"), cert: read("crt") }, (_, response) => {
    response.writeHead(status, { "content-type": "application/json" }).end("{}");
  });
}

/** /503/… answers that, /flat/… has no InRelease, and /shy/… says 403 of it. */
const WITHOUT = { flat: 404, shy: 403 };

const repository = createHttpServer(({ url = "" }, response) => {
  const [, first, ...rest] = url.split("/");
  const status = (rest.at(-1) === "InRelease" && WITHOUT[first]) || Number(first) || 200;
  response.writeHead(status).end("Origin: test\n");
});

const servers = [
  apiServer("good", 200),
  apiServer("misnamed", 200),
  apiServer("good", 401),
  repository,
];
const ports = servers.map(
  server =>
    new Promise(resolve => server.listen(0, "127.0.0.1", () => resolve(server.address().port))),
);
process.stdout.write(JSON.stringify(await Promise.all(ports)));
