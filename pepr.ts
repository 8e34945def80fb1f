import { PeprModule } from "pepr";
import { certificateRequests } from "./capabilities/certificate-request";
import { nodes } from "./capabilities/node";
import { operations } from "./capabilities/operation";
import { profiles } from "./capabilities/provisioning-profile";
import { routers } from "./capabilities/router";
import { servers } from "./capabilities/server";
import { start } from "./lib/runtime/start";
import cfg from "./package.json";

start(
  () =>
    new PeprModule(cfg, [servers, profiles, operations, routers, nodes, certificateRequests], {
      deferStart: true,
    }),
);
