import { describe, expect, it } from "vitest";
import { readDeploymentSettings } from "../src/index.ts";

const DEFAULT = { notificationEmails: [], attachableStreams: [], reshardOn: "all", hasVoting: true, votingAuth: { kind: "none" } };

const JWT = { VOTING_AUTH: "jwt", VOTING_JWT_ISSUER: "https://id.example.com/", VOTING_JWT_AUDIENCE: "vote" };

describe("settings from the environment", () => {
	it.each([
		{
			title: "nothing is set: nobody is mailed, nothing may be attached, everybody may vote and is remembered for ever",
			env: {},
			settings: DEFAULT,
		},
		{ title: "an empty variable is as none", env: { HEADROOM_NOTIFICATION_EMAILS: " , ", VOTING_AUTH: " " }, settings: DEFAULT },
		{
			title: "addresses are separated by commas, and one that is named twice is told once",
			env: { HEADROOM_NOTIFICATION_EMAILS: "a@example.com, b@example.com,a@example.com" },
			settings: { ...DEFAULT, notificationEmails: ["a@example.com", "b@example.com"] },
		},
		{
			title: "streams to attach are names and patterns",
			env: { HEADROOM_ATTACHABLE_STREAMS: "orders,clicks-*" },
			settings: { ...DEFAULT, attachableStreams: ["orders", "clicks-*"] },
		},
		{
			title: "the right to reshard is narrowed to the streams' ARNs",
			env: { HEADROOM_RESHARD_ON: " streams " },
			settings: { ...DEFAULT, reshardOn: "streams" },
		},
		{ title: "the autoscaler alone", env: { HEADROOM_VOTING: "none" }, settings: { ...DEFAULT, hasVoting: false } },
		{ title: "both, said aloud", env: { HEADROOM_VOTING: "on" }, settings: DEFAULT },
		{ title: "callers sign their votes", env: { VOTING_AUTH: "iam" }, settings: { ...DEFAULT, votingAuth: { kind: "iam" } } },
		{
			title: "voters bring a token of an issuer, for one of several audiences",
			env: { ...JWT, VOTING_JWT_AUDIENCE: "vote, vote-staging" },
			settings: { ...DEFAULT, votingAuth: { kind: "jwt", issuer: "https://id.example.com/", audiences: ["vote", "vote-staging"] } },
		},
		{ title: "voters are forgotten", env: { VOTING_VOTER_TTL: "90d" }, settings: { ...DEFAULT, voterTtlSeconds: 7_776_000 } },
	])("$title", ({ env, settings }) => {
		expect(readDeploymentSettings(env)).toEqual({ settings, problems: [] });
	});

	it.each([
		{ env: { HEADROOM_RESHARD_ON: "stream" }, says: ['HEADROOM_RESHARD_ON must be one of all, streams, is "stream"'] },
		{ env: { HEADROOM_VOTING: "off" }, says: ['HEADROOM_VOTING must be one of on, none, is "off"'] },
		{ env: { VOTING_AUTH: "cognito" }, says: ['VOTING_AUTH must be one of none, iam, jwt, is "cognito"'] },
		{
			env: { VOTING_AUTH: "jwt" },
			says: [
				"VOTING_JWT_ISSUER must be the issuer's https URL, is not set",
				"VOTING_JWT_AUDIENCE must be 1 to 50 audiences, separated by commas, is not set",
			],
		},
		{
			env: { ...JWT, VOTING_JWT_ISSUER: "http://id.example.com" },
			says: ['VOTING_JWT_ISSUER must be the issuer\'s https URL, is "http://id.example.com"'],
		},
		...["https://id.example.com/?tenant=a", "https://id.example.com/#a", "https://me:x@id.example.com"].map((issuer) => ({
			env: { ...JWT, VOTING_JWT_ISSUER: issuer },
			says: [`VOTING_JWT_ISSUER must have no user, query, fragment or space, is "${issuer}"`],
		})),
		...["a\u001b@example.com", "a@example.com\u0085", `${"a".repeat(65)}@example.com`, `a@${"b".repeat(255)}.com`].map((address) => ({
			env: { HEADROOM_NOTIFICATION_EMAILS: address },
			says: [`HEADROOM_NOTIFICATION_EMAILS[0] must be an e-mail address, is ${JSON.stringify(address)}`],
		})),
		{
			env: { ...JWT, VOTING_JWT_AUDIENCE: Array.from({ length: 51 }, (_, index) => `a${index}`).join() },
			says: ["VOTING_JWT_AUDIENCE must be 1 to 50 audiences, separated by commas, are 51"],
		},
		{
			env: { ...JWT, VOTING_AUTH: "iam" },
			says: [
				"VOTING_JWT_ISSUER has no effect, since VOTING_AUTH is not jwt; remove one of the two",
				"VOTING_JWT_AUDIENCE has no effect, since VOTING_AUTH is not jwt; remove one of the two",
			],
		},
		{ env: { VOTING_VOTER_TTL: "soon" }, says: ['VOTING_VOTER_TTL must be a duration in whole seconds, such as 90d, is "soon"'] },
		{ env: { VOTING_VOTER_TTL: "0s" }, says: ['VOTING_VOTER_TTL must be a duration in whole seconds, such as 90d, is "0s"'] },
		{
			env: { HEADROOM_VOTING: "none", VOTING_AUTH: "iam", VOTING_VOTER_TTL: "90d" },
			says: [
				"VOTING_AUTH has no effect, since HEADROOM_VOTING is none; remove one of the two",
				"VOTING_VOTER_TTL has no effect, since HEADROOM_VOTING is none; remove one of the two",
			],
		},
		{ env: { HEADROOM_NOTIFICATION_EMAILS: "oncall" }, says: ['HEADROOM_NOTIFICATION_EMAILS[0] must be an e-mail address, is "oncall"'] },
	])("are refused: $env", ({ env, says }) => {
		expect(readDeploymentSettings(env).problems.map(({ path, message }) => `${path} ${message}`)).toEqual(says);
	});
});
