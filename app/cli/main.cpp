// dnas: searches from a terminal or a script.
#include "app/cli/command_line.h"
#include "engine/api/session.h"

int main(int argc, char** argv) {
    dnas::prepareProcess();
    return dnas::cli::runCommandLine(argc, argv);
}
