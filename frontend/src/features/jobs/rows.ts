import type { Job } from './job'

/** The jobs of a list as far as they were fetched, in its order. One of 100,000 is found at once by its id. */
export class Rows {
  private list: Job[] = []
  private places = new Map<string, number>()

  get length(): number {
    return this.list.length
  }
  get all(): readonly Job[] {
    return this.list
  }

  at(index: number): Job | undefined {
    return this.list[index]
  }

  get(id: string): Job | undefined {
    const place = this.places.get(id)
    return place === undefined ? undefined : this.list[place]
  }

  placeOf(id: string): number | undefined {
    return this.places.get(id)
  }

  /** Put a page behind what is there; a job that is there already stays where it is. */
  append(page: readonly Job[]): void {
    for (const job of page) if (!this.put(job)) this.push(job)
  }

  /** Put newer jobs in front, the newest first. */
  prepend(newer: readonly Job[]): void {
    const unknown = newer.filter((job) => !this.put(job))
    if (unknown.length === 0) return
    this.list = [...unknown, ...this.list].sort(byMaking)
    this.count()
  }

  /** Put what is known now of a job in its place; false where it is not in the list. */
  put(job: Job): boolean {
    const place = this.places.get(job.job_id)
    if (place === undefined) return false
    this.list[place] = job
    return true
  }

  /** Change what is known of a job; false where it is not in the list. */
  change(id: string, changes: Partial<Job>): boolean {
    const job = this.get(id)
    return job !== undefined && this.put({ ...job, ...changes })
  }

  remove(id: string): boolean {
    const place = this.places.get(id)
    if (place === undefined) return false
    this.list.splice(place, 1)
    this.count()
    return true
  }

  private push(job: Job): void {
    this.places.set(job.job_id, this.list.length)
    this.list.push(job)
  }

  private count(): void {
    this.places = new Map(this.list.map((job, place) => [job.job_id, place]))
  }
}

/** An id begins with the time of its making. */
function byMaking(one: Job, other: Job): number {
  return one.job_id < other.job_id ? 1 : -1
}
