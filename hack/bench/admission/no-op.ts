/** A webhook that allows everything, as Pepr would serve it: Express over TLS. usage: no-op.ts PORT CERTIFICATE KEY */
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import express from "express";

interface Review {
  readonly request: { readonly uid: string };
}

const [port = "", certificate = "", key = ""] = process.argv.slice(2);
const app = express();
// As Pepr does.
app.use(express.json({ limit: "2mb" }));
app.post("/", (request, response) => {
  const { uid } = (request.body as Review).request;
  response.send({
    apiVersion: "admission.k8s.io/v1",
    kind: "AdmissionReview",
    response: { uid, allowed: true },
  });
});
createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, app).listen(
  Number(port),
  "127.0.0.1",
);
