import { deploymentNames, deploymentOfStage } from "@headroom/config";

/** `headroom-<stage>`: what every name of the stage begins with. */
export const deployment = deploymentOfStage($app.stage);

export const names = deploymentNames(deployment);

/** In these nothing should be: what is waits for a person. */
export const deadLetterQueueNames = [names.failedEventsQueue, names.overflowDeadLetterQueue, names.recheckDeadLetterQueue];

/** What is worth more than the stage that made it stays when the stage goes. */
export const keepsData = $app.removal !== "remove";
