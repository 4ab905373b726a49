/** The result of a write that depends on the revision: of two at once, one is recorded. */
export type RevisionRace = { readonly kind: "lost-race" } | { readonly kind: "recorded"; readonly revision: number };
