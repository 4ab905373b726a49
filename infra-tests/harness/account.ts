/** The account that an evaluation sees where it asks for no other. Nothing of it exists. */
export const ACCOUNT_ID = "123456789012";
export const REGION = "us-east-1";
export const PARTITION = "aws";
/** What SST encrypts its resource file with: a secret, so no environment may hold it. */
export const SECRET_BYTES_BASE64 = Buffer.from("a secret that must not be readable").toString("base64");
