/**
 * What a user gives to a source and nobody else may read, a token say: taken out of the source's options before
 * anything is recorded, logged or handed to a normalizer. What we say has `{name}` in its place, in recordings
 * too; only the socket gets the text with the secret in it.
 */

export interface SourceSecrets {
  /** By the option's name. */
  readonly secrets: Readonly<Record<string, string>>;
  /** The other options. */
  readonly options: Readonly<Record<string, string>>;
  /** Secrets that are not there: a sentence on each. */
  readonly missing: readonly string[];
}

/**
 * @param named options that are secrets, each with the environment variables that may hold it instead.
 */
export function takeSecrets(
  venue: string,
  named: Readonly<Record<string, string | readonly string[]>>,
  options: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string | undefined>>,
): SourceSecrets {
  const secrets: Record<string, string> = {};
  const others = { ...options };
  const missing: string[] = [];
  for (const [name, variables] of Object.entries(named)) {
    const all = typeof variables === 'string' ? [variables] : variables;
    const variable = all.find((each) => (environment[each] ?? '') !== '') ?? all[0]!;
    const value = options[name] ?? environment[variable];
    delete others[name];
    if (value !== undefined && value !== '') secrets[name] = value;
    else {
      const ways =
        typeof variables === 'string' ? `${variable} or as the option ${name}=…` : all.join(' or ');
      missing.push(`${venue}: no ${name}; give it as ${ways}`);
    }
  }
  return { secrets, options: others, missing };
}

/** The text as it goes over the wire. */
export function revealed(text: string, secrets: Readonly<Record<string, string>>): string {
  let wire = text;
  for (const [name, secret] of Object.entries(secrets)) wire = wire.replaceAll(`{${name}}`, secret);
  return wire;
}
