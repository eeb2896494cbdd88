import {
  classified,
  CommitUnknown,
  ConnectionLost,
  isDataFault,
  isRetryable,
  isTooSlow,
  StatementFailed,
} from './errors.ts';

const sql = (code: string) => new StatementFailed('spec', code, new Error('refused'));
const driver = (message: string, code?: string) =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

describe('what a failure means', () => {
  it.each(['22021', '22P02', '22003', '23505', '23514', '54000'])('%s is the fault of the data', (code) => {
    expect(isDataFault(sql(code))).toBe(true);
    expect(isRetryable(sql(code))).toBe(false);
  });

  it.each(['40001', '40P01', '55P03', '57P01', '57P03', '57014', '53300', '08006', '25P03', '42P01', '42501', 'XX000'])(
    '%s passes',
    (code) => {
      expect(isRetryable(sql(code))).toBe(true);
      expect(isDataFault(sql(code))).toBe(false);
    },
  );

  it.each(['42601', '42804'])('%s is a bug', (code) => {
    expect(isRetryable(sql(code))).toBe(false);
    expect(isDataFault(sql(code))).toBe(false);
  });

  it('is found behind the errors of those who passed it on', () => {
    expect(isDataFault(new Error('handler', { cause: new Error('store', { cause: sql('22001') }) }))).toBe(true);
    expect(isRetryable(new Error('handler', { cause: new ConnectionLost('reading', 'gone') }))).toBe(true);
    expect(isTooSlow(new Error('handler', { cause: sql('57014') }))).toBe(true);
  });

  it('leaves what is neither to the caller', () => {
    for (const error of [new TypeError('bug'), new CommitUnknown(sql('57P01')), 'text', undefined]) {
      expect(isRetryable(error)).toBe(false);
      expect(isDataFault(error)).toBe(false);
    }
  });
});

describe('what the driver throws', () => {
  it.each([
    driver('connect ECONNREFUSED 127.0.0.1:5432', 'ECONNREFUSED'),
    driver('write EPIPE', 'EPIPE'),
    driver('Connection terminated unexpectedly'),
    driver('timeout exceeded when trying to connect'),
    driver('Query read timeout'),
    driver('Client has encountered a connection error and is not queryable'),
  ])('is a lost connection: $message', (error) => {
    expect(classified('spec', error, false)).toBeInstanceOf(ConnectionLost);
  });

  it('is a failed statement where it carries a state, without the values', () => {
    const error = Object.assign(driver('duplicate key value', '23505'), {
      detail: 'Key (id)=(someone) already exists.',
    });
    const failure = classified('insert user', error, false);
    expect(failure).toBeInstanceOf(StatementFailed);
    expect(failure.message).toBe('insert user: duplicate key value (23505)');
  });

  it('is a bug otherwise, unless the connection broke meanwhile', () => {
    const bug = new TypeError('Converting circular structure to JSON');
    expect(classified('spec', bug, false)).toBe(bug);
    expect(classified('spec', bug, true)).toBeInstanceOf(ConnectionLost);
  });
});
