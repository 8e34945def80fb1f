/**
 * The proxy as a process of its own: a test that waits for a command must not hold up the API server.
 *
 * usage: fork main.ts SOCKET TARGET PKI; commands and reports are messages, and it ends with its parent.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { type Command, faultOf, type Report } from "./order";
import { ProxyServer } from "./server";

async function obey(proxy: ProxyServer, command: Command): Promise<void> {
  switch (command.do) {
    case "set":
      proxy.set(faultOf(command.order));
      break;
    case "go away":
      await proxy.goAway();
      break;
    case "come back":
      await proxy.comeBack();
      break;
    case "cut watches":
      proxy.cutWatches();
      break;
    case "tell":
  }
}

async function main(): Promise<void> {
  const [socket = "", target = "", pki = ""] = process.argv.slice(2);
  const file = (name: string): Buffer => readFileSync(path.join(pki, name));
  const proxy = new ProxyServer({
    socket,
    target,
    ca: file("ca.crt"),
    // The API server's own: whoever trusts it trusts the proxy, at the same addresses.
    cert: file("apiserver.crt"),
    key: file("apiserver.key"),
  });
  await proxy.comeBack();
  process.on("message", (command: Command) => {
    void obey(proxy, command).then(() => {
      const requests = command.do === "tell" ? proxy.takeRequests() : [];
      const { changedEvents, watches } = proxy;
      const report: Report = { requests, changedEvents, watches };
      process.send?.(report);
    });
  });
  process.on("disconnect", () => process.exit(0));
  process.send?.(proxy.port);
}

void main();
