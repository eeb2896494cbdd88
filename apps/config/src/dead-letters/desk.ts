import { Refused } from '../http/api-error.filter.ts';
import { bodyCheck } from '../http/body.ts';
import { queryCheck } from '../http/query.ts';
import { type Syncs } from '../store/syncs.ts';
import { type LetterFilter, type Meant } from './filter.ts';
import { type Letters } from './letters.ts';
import { type Replays } from './replays.ts';
import { DeleteOrder, GroupsQuery, LettersPage, ReplayOrder, ReplaysPage } from './schemas.ts';
import { groupView, letterView, replayView, wholeLetterView } from './views.ts';

const checkPage = queryCheck(LettersPage);
const checkGroups = queryCheck(GroupsQuery);
const checkReplaysPage = queryCheck(ReplaysPage);
const checkReplay = bodyCheck(ReplayOrder);
const checkDelete = bodyCheck(DeleteOrder);
const defaultRate = 50;

/** Whose letters: those of a sync, or ('') those of none. */
export interface Place {
  readonly sync: string;
  readonly project: string;
}

/** What the API does with dead letters, wherever they belong. */
export class DeadLetterDesk {
  constructor(
    private readonly letters: Letters,
    private readonly replays: Replays,
    private readonly syncs: Syncs,
  ) {}

  /** @throws Refused 404 */
  async ofSync(id: string): Promise<Place> {
    const project = await this.syncs.projectOf(id);
    if (project === undefined) throw new Refused(404, 'there is no such sync');
    return { sync: id, project };
  }

  async list({ sync }: Place, query: unknown) {
    const { state, limit, before, ...filter } = checkPage(query);
    const page = { filter, state, limit: limit + 1, before: before === undefined ? null : Number(before) };
    const found = await this.letters.list(sync, page);
    const shown = found.slice(0, limit);
    return { letters: shown.map(letterView), next: found.length > limit ? String(shown.at(-1)?.seq) : null };
  }

  async groups({ sync }: Place, query: unknown) {
    return { groups: (await this.letters.groups(sync, checkGroups(query).state)).map(groupView) };
  }

  async one({ sync }: Place, id: string) {
    const letter = await this.letters.get(sync, id);
    if (letter === undefined) throw new Refused(404, 'there is no such dead letter');
    return wholeLetterView(letter);
  }

  /** @throws Refused 409 */
  async replay(place: Place, body: unknown, who: string) {
    const { version, rate = defaultRate, why = '', preview = false, ids, filter } = checkReplay(body);
    const meant = meantBy({ ids, filter });
    const counts = await this.letters.count(place.sync, meant, version);
    const replayable = counts.get('') ?? 0;
    const matching = [...counts.values()].reduce((sum, n) => sum + n, 0);
    const hindered = [...counts].flatMap(([hindrance, n]) => (hindrance === '' ? [] : [{ hindrance, n }]));
    const answer = { matching, replayable, hindered, seconds: Math.ceil(matching / rate) };
    if (preview || replayable === 0) return { ...answer, replay: null };
    const begun = await this.replays.begin({ ...place, meant, version, rate, who, why, total: matching });
    return { ...answer, replay: replayView(begun) };
  }

  async delete({ sync }: Place, body: unknown) {
    const { preview = false, ids, filter } = checkDelete(body);
    const meant = meantBy({ ids, filter });
    const counts = await this.letters.count(sync, meant, 'original');
    const matching = [...counts.values()].reduce((sum, n) => sum + n, 0);
    return { matching, deleted: preview ? 0 : await this.letters.delete(sync, meant) };
  }

  async replaysOf({ sync }: Place, query: unknown) {
    const { limit, before } = checkReplaysPage(query);
    const found = await this.replays.list(sync, limit + 1, before === undefined ? null : new Date(Number(before)));
    const shown = found.slice(0, limit);
    const last = shown.at(-1)?.created_at.getTime();
    return { replays: shown.map(replayView), next: found.length > limit ? String(last) : null };
  }

  async oneReplay({ sync }: Place, id: string) {
    return shownReplay(await this.replays.get(sync, id));
  }

  async stop({ sync }: Place, id: string, who: string) {
    return shownReplay(await this.replays.stop(sync, id, who));
  }
}

function shownReplay(replay: Parameters<typeof replayView>[0] | undefined) {
  if (replay === undefined) throw new Refused(404, 'there is no such replay');
  return replayView(replay);
}

/** One of the two must be said: nobody means everything by saying nothing. @throws Refused 422 */
function meantBy({ ids, filter }: { ids: string[] | undefined; filter: LetterFilter | undefined }): Meant {
  if (ids !== undefined && filter !== undefined) throw refused('/filter', 'cannot be given beside ids');
  if (ids !== undefined) return { ids };
  if (filter === undefined) throw refused('/ids', 'is required, or a filter: {} means every letter that waits');
  return { filter };
}

function refused(field: string, problem: string): Refused {
  return new Refused(422, 'the body does not fit; see problems', [{ field, problem }]);
}
