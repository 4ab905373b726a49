export { type LocalCloud, type LocalCloudOptions, startLocalCloud } from "./local-cloud.ts";
export { LocalCloudError } from "./local-cloud-error.ts";
