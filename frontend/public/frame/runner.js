/**
 * Runs one program in this frame, which can reach nothing but the page that holds it, and that only by message.
 * To the page: {type: 'ready'} · {type: 'log', text} · {type: 'error', text, line} · {type: 'started'}
 * From the page: {type: 'run', code}, once; for another run the page loads the frame anew.
 */
(() => {
  const tell = (message) => parent.postMessage(message, '*')
  const text = (value) => String(value instanceof Error ? value.message : value).slice(0, 2000)
  addEventListener('error', (event) => tell({ type: 'error', text: text(event.message), line: event.lineno || null }))
  const lineOf = (fault) => Number(/program\.js:(\d+)/.exec(fault?.stack ?? '')?.[1]) || null
  addEventListener('unhandledrejection', (event) => {
    const fault = event.reason
    tell({ type: 'error', text: fault instanceof Error ? String(fault) : text(fault), line: lineOf(fault) })
  })
  for (const name of ['log', 'info', 'warn', 'error'])
    console[name] = (...values) => tell({ type: 'log', text: values.map(text).join(' ') })

  let ran = false
  addEventListener('message', (event) => {
    if (event.source !== parent || event.data?.type !== 'run' || ran) return
    ran = true
    const script = document.createElement('script')
    // Its name stands in the places of faults, which so tell the line.
    script.textContent = `${event.data.code}\n//# sourceURL=program.js`
    document.body.append(script)
    if (window.p5 && (window.setup || window.draw)) new window.p5()
    tell({ type: 'started' })
  })
  addEventListener('load', () => tell({ type: 'ready' }))
})()
