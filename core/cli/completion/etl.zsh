#compdef etl
# SPDX-License-Identifier: Apache-2.0
# Completion for zsh. To try it: source <(etl completion zsh)
_etl() {
  local -a lines names shown
  local line
  lines=("${(@f)$("${words[1]}" __complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  case $lines[1] in
    files) _files ;;
    dirs) _files -/ ;;
    *)
      for line in "${(@)lines[2,-1]}"; do
        [[ -n $line ]] || continue
        names+=("${line%%$'\t'*}")
        shown+=("${line/$'\t'/  -- }")
      done
      if [[ $lines[1] == part ]]; then
        compadd -S '' -l -d shown -a names
      else
        compadd -l -d shown -a names
      fi ;;
  esac
}
if [[ ${funcstack[1]} == _etl ]]; then
  _etl "$@"
elif (( $+functions[compdef] )); then
  compdef _etl etl
fi
