/** The usual words of session-level rejects (373), business rejects (380) and logouts, as every engine's log knows them. */
export const REJECT = {
  RequiredTagMissing: 1,
  ValueIsIncorrect: 5,
  IncorrectDataFormat: 6,
  CompIdProblem: 9,
  SendingTimeAccuracyProblem: 10,
  InvalidMsgType: 11,
  UnsupportedApplicationVersion: 18,
} as const;

/** The largest SessionRejectReason that FIX 4.2 knows. */
export const REJECT_REASON_MAX_42 = REJECT.InvalidMsgType;

export const REJECT_TEXTS: Readonly<Record<number, string>> = {
  [REJECT.RequiredTagMissing]: 'Required tag missing',
  [REJECT.ValueIsIncorrect]: 'Value is incorrect (out of range) for this tag',
  [REJECT.IncorrectDataFormat]: 'Incorrect data format for value',
  [REJECT.CompIdProblem]: 'CompID problem',
  [REJECT.SendingTimeAccuracyProblem]: 'SendingTime accuracy problem',
  [REJECT.InvalidMsgType]: 'Invalid MsgType',
  [REJECT.UnsupportedApplicationVersion]: 'Invalid/Unsupported Application Version',
};

export const seqNumTooLow = (expected: number, received: number): string =>
  `MsgSeqNum too low, expecting ${expected} but received ${received}`;
