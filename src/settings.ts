import { loadConfig, saveConfig } from './actions/config-file.ts'
import { type Config, changedConfig, configPath, type ParsedConfig } from './config.ts'
import type { Host } from './host/host.ts'
import { wait } from './wait.ts'

/** ms a config file may take to be read. */
const PATIENCE = 300

async function late(path: string): Promise<Pick<ParsedConfig, 'config' | 'complaints'>> {
  await wait(PATIENCE, false)
  return { config: {}, complaints: [`config: ${path} did not answer within ${PATIENCE} ms; the defaults hold`] }
}

/** The rules, which know their limits, are loaded only where there is something to judge. */
async function aboutLimits({ limits }: Config): Promise<readonly string[]> {
  if (!limits) return []
  const [{ loadRules }, { limitComplaints }] = await Promise.all([
    import('./findings/index.ts'),
    import('./findings/limits.ts'),
  ])
  return limitComplaints(await loadRules(), limits)
}

/** The config file: read at the start, changed by what a person chooses to keep. */
export class Settings {
  readonly complaints: readonly string[]
  readonly #path: string | null
  readonly #uid: number
  readonly #readOnly: boolean
  #config: Config
  #isReading = false

  private constructor(
    path: string | null,
    uid: number,
    readOnly: boolean,
    { config, complaints }: Pick<ParsedConfig, 'config' | 'complaints'>,
  ) {
    this.#path = path
    this.#uid = uid
    this.#readOnly = readOnly
    this.#config = config
    this.complaints = complaints
  }

  /** `readOnly`: what is chosen is not kept beyond this run. */
  static async read(env: NodeJS.ProcessEnv, readOnly = true): Promise<Settings> {
    const path = configPath(env)
    const uid = process.geteuid?.() ?? 0
    if (path === null) return new Settings(null, uid, readOnly, { config: {}, complaints: [] })
    // A home folder on a dead server must not keep anybody from looking.
    const reading = loadConfig(path, uid)
    const { config, complaints } = await Promise.race([reading, late(path)])
    const about = await aboutLimits(config)
    const settings = new Settings(path, uid, readOnly, { config, complaints: [...complaints, ...about] })
    settings.#isReading = true
    void reading.finally(() => {
      settings.#isReading = false
    })
    return settings
  }

  /** The host, which is told to close and says if a read holds up a normal exit: so does that of the config file. */
  beside(host: Host): Host {
    return { ...host, close: () => host.close() || this.#isReading }
  }

  get config(): Config {
    return this.#config
  }

  /** What could not be saved is told in one line; what was chosen holds until whytop ends all the same. */
  async save(change: Partial<Config>): Promise<string | null> {
    this.#config = changedConfig(this.#config, change)
    if (this.#readOnly) return 'not saved, with --read-only: what you chose holds until whytop ends'
    return this.#path === null ? 'not saved: there is no home folder' : saveConfig(this.#path, change, this.#uid)
  }
}
