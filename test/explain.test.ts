import { describe, expect, test } from 'vitest'
import { explain, matching } from '../src/explain.ts'
import { sign } from '../src/format.ts'
import { CAUSE_KEYS, UNCOUNTED_KEYS } from '../src/model/load/cause.ts'

const said = async (term: string) => {
  const answer = await explain(term)
  return 'text' in answer ? answer.text : answer.mistake
}

describe('explain', () => {
  test('a finding, with its limits and why they are those', async () => {
    const text = await said('direct')
    expect(text).toContain('DIRECT (finding: direct reclaim)')
    expect(text).toContain('limits.direct.warning = 1 /s: ')
  })

  test('a column', async () => expect(await said('%cpu')).toContain('(column of processes)'))

  test('a setting or a counter that the help of others names', async () => {
    expect(await said('allocstall')).toContain('DIRECT')
    expect(await said('swappiness')).toContain('swappiness')
  })

  test('what iostat calls it: the columns before what only mentions it', async () => {
    expect(await said('await')).toMatch(/^r_await \(column of disks\)/)
    expect(await said('await')).toContain('w_await (column of disks)')
  })

  test.each([
    ['wa', 'CPU (pane processes)'],
    ['sy', 'CPU (pane processes)'],
    ['hi', 'CPU (pane processes)'],
    ['us', 'CPU (pane processes)'],
    ['buff/cache', 'cache (pane memory)'],
    ['avail Mem', 'available (pane processes)'],
  ])('what top calls it: %s', async (term, told) => expect(await said(term)).toContain(told))

  test.each(['absent', 'denied', 'gone', 'off', 'malformed', 'pending'] as const)(
    'why something is not known: %s, as not_evaluable and missing name it',
    async (kind) => {
      const text = await said(kind)
      expect(text).toContain(`${kind} (why something is not known, shown as ${sign(kind)})`)
      expect(text).not.toContain('did you mean')
    },
  )

  test.each(['n/a', '~', '-', '?'])('the sign that a cell shows: %s', async (shown) =>
    expect(await said(shown)).toContain(`(why something is not known, shown as ${shown})`),
  )

  test('the title of a finding, as the screen shows it, before what only mentions it', async () => {
    const { loadRules } = await import('../src/findings/index.ts')
    for (const { id, title } of await loadRules())
      expect(await said(title), title).toContain(`${id} (finding: ${title})`)
    expect(await said('direct reclaim')).toMatch(/^DIRECT /)
  })

  test('the errors of the kernel behind that; PERM is a column of mappings too', async () => {
    expect(await said('EACCES')).toContain('EACCES (denied: why something is not known')
    const text = await said('PERM')
    expect(text).toContain('run as root')
    expect(text).toContain('PERM (column of process)')
  })

  test('whatever stands for a finding that is not evaluable', async () => {
    const { loadRules } = await import('../src/findings/index.ts')
    for (const { id } of await loadRules()) expect(await said(id)).toContain(`${id} (finding: `)
  })

  test.each(['FDMAX', 'TARGET', 'PROTO', '%REUSE'])('a column that only a process has: %s', async (title) => {
    expect(await said(title)).toMatch(/\(column of (app|process)\)/)
  })

  test.each([
    ['net.ipv4.tcp_tw_reuse', /^tcp_tw_reuse \(pane tcp\)/],
    ['net.ipv4.tcp_mem', /^TCP-MEM \(finding: /],
    [
      'net.core.somaxconn',
      /^net\.core\.somaxconn \(setting, pane tcp\)\n {2}caps the backlog[\s\S]*\nACCEPTQ \(finding: /,
    ],
    ['net.ipv4.tcp_keepalive_intvl', /^net\.ipv4\.tcp_keepalive_intvl \(setting, pane tcp\)/],
    ['vm.dirty_bytes', /^vm\.dirty_bytes \(setting, pane disks\)/],
    ['vm.swappiness', /^SWAPPINESS \(finding: /],
    ['kernel.printk', /^Printk \(pane system\)/],
    ['fs.file-max', /^FD \(finding: /],
    ['/proc/sys/net/ipv4/tcp_tw_reuse', /^tcp_tw_reuse \(pane tcp\)/],
    ['kernel.random.entropy_avail', /^ENTROPY \(pane system\)/],
  ])('a setting as sysctl calls it: %s', async (term, told) => expect(await said(term)).toMatch(told))

  test('every setting that a page lists with what it governs, by its own name and by that of sysctl', async () => {
    const { settingsGovern } = await import('../src/model/tcp/settings.ts')
    const { DIRTY_SETTINGS } = await import('../src/views/disks/settings.ts')
    for (const name of [...settingsGovern().map((one) => one.name), ...DIRTY_SETTINGS.map(({ term }) => term)]) {
      const [own = ''] = name.split('.').slice(-1)
      expect(await said(name), name).toContain(`${name} (setting, pane `)
      expect(await said(own), own).toContain(`${name} (setting, pane `)
    }
  })

  test.each([
    ['TCPFastRetrans', 'fast (pane tcp)'],
    ['TcpExtTCPFastRetrans', 'fast (pane tcp)'],
    ['TCPAbortOnTimeout', 'aborted: timeout (pane tcp)'],
    ['TcpRetransSegs', 'RETRANS (finding: '],
    ['nr_vmscan_immediate_reclaim', 'met dirty pages (pane memory)'],
    ['pageoutrun', 'runs (pane memory)'],
  ])('a counter as the file and as nstat call it: %s', async (term, told) => expect(await said(term)).toContain(told))

  test.each([
    ['pgscan_direct', 'pgscan_*'],
    ['workingset_refault_file', 'workingset_*'],
    ['allocstall_normal', 'allocstall_*'],
  ])('%s is one of %s, which a column or finding names', async (term, family) =>
    expect(await said(term)).toContain(family),
  )

  test.each([
    'strace',
    'tcpdump',
    'Wireshark',
    'InitRTO',
    'dirty page',
    'active closer',
    'wbt_lat_usec',
    'nr_negative',
  ])('what books call it: %s', async (term) => expect(await said(term)).not.toContain('nothing is called'))

  test('a state as the kernel writes it is that of ss', async () => {
    expect(await said('CLOSE_WAIT')).toBe(await said('CLOSE-WAIT'))
  })

  test.each(['vm.dirty_ratio', 'vm.watermark_scale_factor', 'tcp_max_syn_backlog', 'ENTROPY'])(
    '%s, by its own name and by that of sysctl',
    async (term) => {
      const own = term.replace('vm.', '')
      expect(await said(term)).toMatch(new RegExp(`^${term} \\(pane `))
      expect(await said(own.toLowerCase())).toBe(await said(term))
    },
  )

  test('what JSON calls it: why the load counts a thread, and what it does not count', async () => {
    for (const key of [...CAUSE_KEYS, ...UNCOUNTED_KEYS])
      expect(await said(key)).toContain(`(pane load, in JSON ${key})`)
    expect(await said('d_block')).toBe(
      'block I/O (pane load, in JSON d_block)\n  waits until a disk has read or written\n',
    )
    expect(await said('d_blok')).toContain('did you mean whytop explain d_block?')
  })

  test('what was meant', async () => {
    expect(await said('DIRCT')).toBe('whytop: nothing is called "DIRCT" here; did you mean whytop explain DIRECT?')
    expect(await said('zzzzzzzz')).toContain('such as whytop explain DIRECT')
    expect(await said('\u001b[2J')).not.toContain('\u001b')
  })

  test('by name before by mention, and each once', () => {
    const one = { term: 'RSS', where: 'a', help: 'memory' }
    const other = { term: 'PSS', where: 'b', help: 'RSS by share' }
    expect(matching('rss', [one, { ...one, where: 'c' }, other])).toHaveLength(1)
    expect(matching('share', [one, other])).toEqual([other])
    expect(matching('shar', [one, other])).toEqual([])
  })
})
