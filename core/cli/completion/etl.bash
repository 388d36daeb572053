# SPDX-License-Identifier: Apache-2.0
# Completion for bash. To try it: source <(etl completion bash)
_etl() {
  local word cur line
  local -a words=() lines=()
  # Readline splits at =, etl does not.
  for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
    if ((${#words[@]})) && [[ $word == = || ${words[-1]} == *= ]]; then
      words[-1]+=$word
    else
      words+=("$word")
    fi
  done
  cur=${words[-1]-}
  COMPREPLY=()
  mapfile -t lines < <("${COMP_WORDS[0]}" __complete -- "${words[@]}" 2>/dev/null)
  [[ ${lines[0]-} != files && ${lines[0]-} != dirs || $cur != --*=* ]] || cur=${cur#*=}
  case ${lines[0]-} in
    files) mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
    dirs) mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
    *)
      for line in "${lines[@]:1}"; do
        line=${line%%$'\t'*}
        [[ $line == "$cur"* ]] || continue
        [[ $cur != *=* ]] || line=${line#"${cur%"${cur##*=}"}"}
        COMPREPLY+=("$line")
      done
      [[ ${lines[0]-} != part ]] || compopt -o nospace 2>/dev/null
      return ;;
  esac
  compopt -o filenames 2>/dev/null
}
complete -F _etl etl
