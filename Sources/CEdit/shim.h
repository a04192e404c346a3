#ifndef ISOLA_CEDIT_SHIM_H
#define ISOLA_CEDIT_SHIM_H
#include <histedit.h>
#include <stddef.h>
#include <stdio.h>

/* The library's functions of varying arguments, one for each use. */

static inline EditLine *isola_edit_init(const char *name) {
  return el_init(name, stdin, stdout, stderr);
}

/* Into the stream that the library writes to. */
static inline void isola_edit_write(const char *text) {
  fputs(text, stdout);
  fflush(stdout);
}

static inline int isola_edit_prompt(EditLine *edit, char *(*prompt)(EditLine *)) {
  return el_set(edit, EL_PROMPT, prompt);
}

static inline int isola_edit_emacs(EditLine *edit) { return el_set(edit, EL_EDITOR, "emacs"); }

static inline int isola_edit_bind(EditLine *edit, const char *key, const char *command) {
  return el_set(edit, EL_BIND, key, command, NULL);
}

static inline int isola_edit_add(EditLine *edit, const char *name, const char *help,
                                 unsigned char (*action)(EditLine *, int)) {
  return el_set(edit, EL_ADDFN, name, help, action);
}

static inline int isola_edit_reader(EditLine *edit, int (*reader)(EditLine *, wchar_t *)) {
  return el_set(edit, EL_GETCFN, reader);
}

static inline int isola_edit_client(EditLine *edit, void *client) {
  return el_set(edit, EL_CLIENTDATA, client);
}

static inline void *isola_edit_get_client(EditLine *edit) {
  void *client = NULL;
  if (el_get(edit, EL_CLIENTDATA, &client) != 0) return NULL;
  return client;
}

static inline int isola_edit_history(EditLine *edit, History *list) {
  return el_set(edit, EL_HIST, history, list);
}

static inline int isola_history_size(History *list, int size) {
  HistEvent event;
  if (history(list, &event, H_SETSIZE, size) < 0) return -1;
  return history(list, &event, H_SETUNIQUE, 1);
}

static inline int isola_history_enter(History *list, const char *text) {
  HistEvent event;
  return history(list, &event, H_ENTER, text);
}

static inline int isola_history_load(History *list, const char *path) {
  HistEvent event;
  return history(list, &event, H_LOAD, path);
}

static inline int isola_history_save(History *list, const char *path) {
  HistEvent event;
  return history(list, &event, H_SAVE, path);
}
#endif
