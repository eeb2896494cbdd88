import { type Process } from '../kernel/process.ts';
import { startDispatcher, startIngest, startStateful, type Running, type RunningIngest } from './services.ts';
import { type World } from './world.ts';

export type Kind = 'ingest' | 'transformer' | 'linker' | 'dispatcher';

/** A place for a service: who died in it is started again. */
interface Post {
  readonly kind: Kind;
  readonly number: number;
  process: Process;
  running: Running | undefined;
  closing: boolean;
}

/** How long a service is gone after its death, ms. */
const goneMs = [200, 2_500] as const;
/** An await at which a process may die, from its start; many die before they have done anything. */
const diesWithin = [60, 250, 900] as const;

/** Keeps every service running. */
export class Crew {
  readonly #posts: Post[] = [];
  #deaths = 0;

  constructor(
    private readonly world: World,
    private readonly deadly: boolean,
  ) {
    world.scheduler.onDeath = (process) => this.#died(process);
  }

  open(): void {
    const { workers } = this.world.script;
    for (const [kind, count] of Object.entries({ ingest: 1, ...workers }) as [Kind, number][])
      for (let number = 1; number <= count; number += 1) this.#start(this.#post(kind, number));
  }

  get ingest(): RunningIngest | undefined {
    const post = this.#posts.find(({ kind }) => kind === 'ingest');
    return post?.running as RunningIngest | undefined;
  }

  get processes(): Process[] {
    return this.#posts.map(({ process }) => process).filter(({ alive }) => alive);
  }

  /** An orderly end and a new start. */
  replaceOne(): void {
    const post = this.world.scheduler.random.pick(this.#posts);
    const { running, process } = post;
    if (running === undefined || post.closing) return;
    post.closing = true;
    this.world.scheduler.note(`${process.name} is asked to stop`);
    process.troubles.push(this.world.scheduler.now);
    this.world.scheduler.as(process, () => this.world.scheduler.plan(0, () => void this.#close(post, running)));
  }

  async #close(post: Post, running: Running): Promise<void> {
    await running.close();
    this.world.scheduler.note(`${post.process.name} has stopped`);
    this.world.scheduler.kill(post.process, 'at its end');
  }

  /** Nobody is to die any more. */
  spare(): void {
    for (const { process } of this.#posts) process.diesAt = Infinity;
    this.#deaths = Infinity;
  }

  #post(kind: Kind, number: number): Post {
    const post = { kind, number, process: this.world.begin(kind, number), running: undefined, closing: false };
    this.#posts.push(post);
    return post;
  }

  #start(post: Post): void {
    const { scheduler } = this.world;
    const { random } = scheduler;
    if (this.deadly && this.#deaths < 5 && random.chance(0.4))
      post.process.diesAt = random.int(1, random.pick(diesWithin));
    scheduler.as(post.process, () => scheduler.plan(random.between(0, 50), () => void this.#run(post, post.process)));
  }

  async #run(post: Post, process: Process): Promise<void> {
    const { world } = this;
    try {
      if (post.kind === 'ingest') post.running = await startIngest(world, process);
      else if (post.kind === 'dispatcher') post.running = await startDispatcher(world, process);
      else post.running = await startStateful(world, process, post.kind);
    } catch (error) {
      // As a service that cannot start ends, and is started again.
      world.scheduler.kill(process, `because it cannot start: ${String(error)}`);
    }
  }

  #died(process: Process): void {
    const { scheduler } = this.world;
    const post = this.#posts.find((each) => each.process === process);
    if (post === undefined) return;
    this.#deaths += 1;
    post.running = undefined;
    post.closing = false;
    scheduler.as(scheduler.host, () =>
      scheduler.plan(scheduler.random.between(...goneMs), () => {
        post.process = this.world.begin(post.kind, post.number);
        this.#start(post);
      }),
    );
  }
}
