/** Where the stage is deployed, known before anything is created: every ARN below is then plain text. */
export const { accountId } = await aws.getCallerIdentity();
export const { region } = await aws.getRegion();
export const { partition } = await aws.getPartition();
