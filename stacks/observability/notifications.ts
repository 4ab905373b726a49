import { ANY_ALARM_NAME_PATTERN } from "@headroom/controller";
import { settings } from "../managed-streams.ts";
import { accountId, accountRootArn, alarmArn, deployment, names, region } from "../shared/deployment.ts";

/**
 * The topic's key. CloudWatch may not use AWS's own key for SNS: with that key the alarms for people would be lost, and nothing would say
 * so.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services read 2026-11-25
 */
export const notificationsKey = new aws.kms.Key("NotificationsKey", {
	description: `Encrypts what ${deployment} says over SNS`,
	enableKeyRotation: true,
	deletionWindowInDays: 30,
	// In a key's own policy, `*` is this key.
	policy: JSON.stringify({
		Version: "2012-10-17",
		Statement: [
			{
				Sid: "PoliciesOfTheAccountDecide",
				Effect: "Allow",
				Principal: { AWS: accountRootArn },
				Action: [
					"kms:CancelKeyDeletion",
					"kms:CreateAlias",
					"kms:Decrypt",
					"kms:DeleteAlias",
					"kms:DescribeKey",
					"kms:DisableKey",
					"kms:DisableKeyRotation",
					"kms:EnableKey",
					"kms:EnableKeyRotation",
					"kms:GenerateDataKey",
					"kms:GetKeyPolicy",
					"kms:GetKeyRotationStatus",
					"kms:ListKeyPolicies",
					"kms:ListResourceTags",
					"kms:PutKeyPolicy",
					"kms:ScheduleKeyDeletion",
					"kms:TagResource",
					"kms:UntagResource",
					"kms:UpdateAlias",
					"kms:UpdateKeyDescription",
				],
				Resource: "*",
			},
			{
				Sid: "HeadroomsAlarmsTellPeople",
				Effect: "Allow",
				Principal: { Service: "cloudwatch.amazonaws.com" },
				Action: ["kms:Decrypt", "kms:GenerateDataKey"],
				Resource: "*",
				Condition: {
					StringEquals: { "aws:SourceAccount": accountId },
					ArnLike: { "aws:SourceArn": alarmArn(ANY_ALARM_NAME_PATTERN) },
				},
			},
		],
	}),
});

new aws.kms.Alias("NotificationsKeyAlias", { name: `alias/${names.notificationsTopic}`, targetKeyId: notificationsKey.keyId });

/** Carries every notification to people. */
export const notificationsTopic = new sst.aws.SnsTopic("Notifications", {
	transform: {
		topic: (args) => {
			args.name = names.notificationsTopic;
			args.displayName = `Headroom (${$app.stage}, ${region})`;
			args.kmsMasterKeyId = notificationsKey.arn;
		},
	},
});

for (const email of settings.notificationEmails) {
	new aws.sns.TopicSubscription(`NotificationsTo${email}`, {
		topic: notificationsTopic.arn,
		protocol: "email",
		endpoint: email,
	});
}
