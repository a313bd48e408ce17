/*
 * root.h -- a folder with the guest's system files: its interpreter and libraries.
 *
 *      root_set("/usr/arm-linux-gnueabihf");
 *      char room[ROOT_ROOM];
 *      root_name("/lib/ld-linux-armhf.so.3", room)     -- the file in that folder
 *
 * What the folder does not have is the host's, and what is made is made there.
 */
#ifndef RUNTIME_MEMORY_ROOT_H
#define RUNTIME_MEMORY_ROOT_H

enum { ROOT_ROOM = 4096 };

/* `folder` lives as long as the process; NULL or "": none. */
void root_set(const char *folder);
/* NULL: there is none. */
const char *root_folder(void);
/* The host's name of the file that an absolute path of the guest names, in `room` or
 * the path itself.  Relative paths, and NULL, stay as they are. */
const char *root_name(const char *path, char *room);

#endif
