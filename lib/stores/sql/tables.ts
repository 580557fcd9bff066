/** Every table of the store, qualified and quoted as SQL needs it. */
export interface Tables {
  /** '' where there are no schemas. */
  readonly schema: string;
  readonly payments: string;
  readonly polls: string;
  readonly history: string;
  readonly events: string;
  readonly handlers: string;
  readonly deliveries: string;
  readonly acknowledgements: string;
  readonly lanes: string;
  readonly claims: string;
  readonly migrations: string;
}

/** The prefix keeps them apart from the shop's own tables where both live in one schema or file. */
export function tablesIn(schema: string | null): Tables {
  const at = schema === null ? '' : `"${schema}".`;
  return {
    schema: schema ?? '',
    payments: `${at}khqr_payments`,
    polls: `${at}khqr_polls`,
    history: `${at}khqr_history`,
    events: `${at}khqr_events`,
    handlers: `${at}khqr_handlers`,
    deliveries: `${at}khqr_deliveries`,
    acknowledgements: `${at}khqr_acknowledgements`,
    lanes: `${at}khqr_lanes`,
    claims: `${at}khqr_claims`,
    migrations: `${at}khqr_migrations`,
  };
}
