/** What has to be done before a step may be applied: the Node's pods are to be elsewhere. */
export type Gate = "drain";
