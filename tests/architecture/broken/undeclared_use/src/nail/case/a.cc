#include "nail/table/b.h"
