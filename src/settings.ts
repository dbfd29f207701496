import { loadConfig, saveConfig } from './actions/config-file.ts'
import { type Config, changedConfig, configPath } from './config.ts'

/** The config file: read at the start, changed by what a person chooses to keep. */
export class Settings {
  readonly complaints: readonly string[]
  readonly #path: string | null
  readonly #uid: number
  #config: Config

  private constructor(path: string | null, uid: number, config: Config, complaints: readonly string[]) {
    this.#path = path
    this.#uid = uid
    this.#config = config
    this.complaints = complaints
  }

  static async read(env: NodeJS.ProcessEnv): Promise<Settings> {
    const path = configPath(env)
    const uid = process.geteuid?.() ?? 0
    if (path === null) return new Settings(null, uid, {}, [])
    const { config, complaints } = await loadConfig(path, uid)
    return new Settings(path, uid, config, complaints)
  }

  get config(): Config {
    return this.#config
  }

  /** What could not be saved is told in one line; what was chosen holds until whytop ends all the same. */
  async save(change: Partial<Config>): Promise<string | null> {
    this.#config = changedConfig(this.#config, change)
    return this.#path === null ? 'not saved: there is no home folder' : saveConfig(this.#path, change, this.#uid)
  }
}
