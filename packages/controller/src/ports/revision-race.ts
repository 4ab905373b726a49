/** What came of a write that holds only for one revision: of two at once, one is recorded. */
export type RevisionRace = { readonly kind: "lost-race" } | { readonly kind: "recorded"; readonly revision: number };
