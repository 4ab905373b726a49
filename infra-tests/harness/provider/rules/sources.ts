/** The provider's own validation, in the Terraform provider that it is made from: file within `internal/service`. */
export const provider = (file: string): string =>
	`https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/${file} read 2026-11-27`;

/** AWS's documentation: what is after `https://docs.aws.amazon.com/`. */
export const aws = (page: string): string => `https://docs.aws.amazon.com/${page} read 2026-11-27`;

/** Enumerations of pinned packages. */
export interface PinnedEnums {
	/** Of the SDK's model: client and name. */
	sdk(client: string, name: string): readonly string[];
	/** Of the provider's types: module and name. */
	provider(module: string, name: string): readonly string[];
}

export const sdkPackage = (client: string): string => `@aws-sdk/client-${client}, as installed`;

export const providerPackage = "@pulumi/aws, as installed in SST's platform";
